"""A supplier's price list: choose a file, look at its columns, look at old and new prices, import, take back. No boxes."""

from jxc_desktop.ui.parties.price_list.wizard import PriceListWizard

__all__ = ["PriceListWizard"]
