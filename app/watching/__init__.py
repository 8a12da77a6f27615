"""What those who run the app see of it: events, logs, metrics, traces. No word of any talk."""
