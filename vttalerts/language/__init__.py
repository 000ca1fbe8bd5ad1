"""The two languages inside definitions, read exactly as the servers read them: PromQL and Go templates."""
