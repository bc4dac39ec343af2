"""The service-request service. Only this package writes requests and their events."""
