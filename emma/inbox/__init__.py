"""The trainers' inbox. Only this package writes inbox items."""
