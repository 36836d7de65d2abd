"""PDF files: glyphs into lines, lines into blocks, each stretch with its page."""
