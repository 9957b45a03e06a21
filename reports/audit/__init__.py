"""What an audit comes to, for people: a page, workbooks, letters to clinicians."""
