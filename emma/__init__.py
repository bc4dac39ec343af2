"""Emma: the virtual assistant of an immigration agency's public website."""
