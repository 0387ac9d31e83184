"""What is formed from the takings."""

import pytest

from jxc_desktop.domain.takings import average_ticket


@pytest.mark.parametrize(
    ("takings", "sales", "reversals", "ticket"),
    [(10_0000, 3, 0, 3_3300), (10_0000, 3, 1, 5_0000), (-5000, 1, 0, -5000), (0, 2, 2, 0), (0, 0, 0, 0), (-3_0000, 0, 1, 0)],
)
def test_the_average_ticket_is_over_the_sales_that_stand(takings, sales, reversals, ticket):
    assert average_ticket(takings, sales, reversals) == ticket
