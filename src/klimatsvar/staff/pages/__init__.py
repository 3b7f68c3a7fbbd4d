"""The staff pages: a module for each entry of the menu, and one for signing in."""
