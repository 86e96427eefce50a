"""Files of layers into the store (图层导入)."""
