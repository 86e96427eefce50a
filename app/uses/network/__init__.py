"""The river network of the store (河网)."""
