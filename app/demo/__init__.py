"""Demo data: a learner who never was, rehearsing over some weeks."""
