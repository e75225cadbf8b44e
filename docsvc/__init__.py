"""docsvc: numbered, sealed, archived and provable papers of work-safety enforcement."""
