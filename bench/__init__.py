"""Speed and quality of Dateline, beside a vanilla LangChain pipeline and by size of the library."""
