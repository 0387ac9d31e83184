"""The settings tab: the shop's choices, ways of paying, this computer, and the state of the program."""
