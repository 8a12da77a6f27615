"""The simulated boss: a director who decides, and two speakers who put it into words."""
