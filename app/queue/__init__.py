"""Who does the work in bulk: workers on any number of machines, or this process."""
