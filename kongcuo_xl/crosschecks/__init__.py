"""Cross-checks (表内、表间勾稽): what they say, where they come from, whether they hold."""
