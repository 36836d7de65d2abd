"""Trains the reader: ``python -m assistant.reader.training`` (``make reader``).

Needs torch, transformers and peft, none of which the assistant itself imports.
"""
