"""Reading publishers' files: text, sheets, XML, each refusal with its line."""
