"""Files of samples into the store (样品导入)."""
