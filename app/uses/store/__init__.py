"""Whether a store is whole (数据库核对)."""
