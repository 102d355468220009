"""The ways an answer comes in: each a folder of its own with an `init_app`, found at start-up; none imports another."""
