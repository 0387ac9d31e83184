"""What imports of any kind share: the steps' frame, which column is what, the tables of a preview, cures, work under way.

It knows no kind of sheet: the wizards of products and of past sales bring their fields and say what is done.
"""
