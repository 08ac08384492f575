"""What people see of quizzes: taking one, and in Wagtail's admin what markers and the team do with attempts."""
