"""Questions in other people's formats, read into drafts and written from them. Nothing here touches the database."""
