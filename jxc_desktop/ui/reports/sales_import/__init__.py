"""The import of sales that another program or a delivery platform kept: as history, or as sales of a channel. No boxes."""

from jxc_desktop.ui.reports.sales_import.wizard import SalesWizard

__all__ = ["SalesWizard"]
