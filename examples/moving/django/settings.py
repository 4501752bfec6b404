"""The settings of the site."""

import os

SECRET_KEY = os.environ["SECRET_KEY"]
