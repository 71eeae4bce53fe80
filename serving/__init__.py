"""How people use it: the weekly list, its reasons, and the decisions taken."""
