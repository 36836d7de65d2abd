"""The Gradio chat, in French."""
