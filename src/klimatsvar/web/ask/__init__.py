"""The page where residents ask: a conversation of questions and answers, made with Gradio."""
