"""Vietnamese text: folding for search, order for lists, and the one way numbers and dates are written."""
