"""Full-text search over products: a table of short tokens, one row a product, its rowid the product's id."""

CREATE_INDEX = "CREATE VIRTUAL TABLE product_search USING fts5(words, content='', contentless_delete=1, detail=none, tokenize='ascii')"
