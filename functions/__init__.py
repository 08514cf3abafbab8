"""The event side: notices each dropped file, checks it, lands it, and starts the jobs."""
