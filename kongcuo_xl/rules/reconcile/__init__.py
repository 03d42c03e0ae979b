"""RC 名单核对: list against list."""
