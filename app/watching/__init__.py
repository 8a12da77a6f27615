"""What those who run the app can see of it: events, logs, metrics, traces. Never anybody's words."""
