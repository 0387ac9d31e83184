"""The import wizard: choose a file, look at its columns, look at what would change, import, take back. No boxes."""

from jxc_desktop.ui.products.import_wizard.wizard import ImportWizard

__all__ = ["ImportWizard"]
