"""English as newspapers write it: words, names, places, quantities, dates, and what a question asks for."""
