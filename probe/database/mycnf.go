package database

func clientOptions(path string) map[string]string { return nil }
