"""Turning text into vectors: the default e5 model on onnxruntime, or any sentence-transformers model."""
