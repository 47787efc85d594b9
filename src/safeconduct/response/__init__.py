"""The response to incidents: board, tasks, resources, reviews."""
