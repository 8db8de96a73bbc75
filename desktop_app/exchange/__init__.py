"""What leaves or enters by a side door: imports, exports, printers, banks."""
