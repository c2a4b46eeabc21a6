"""What Medicare pays for a service, and the user's own fee schedules beside it."""
