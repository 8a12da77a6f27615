"""Files to personas and rubrics, with file:line for everything a trainer can fix."""
