package backup

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/omlint/omlint/probe"
)

// fuzz feeds content to the whole ladder and checks what must hold for
// whatever it is; above all that the verdict does not depend on how the bytes
// arrive.
func fuzz(t *testing.T, content []byte) {
	if len(content) > 1<<16 {
		return
	}
	b, err := climbBytes(t, bytes.NewReader(content))
	if slow, _ := climbBlocks(t, bytes.NewReader(content), 7); !reflect.DeepEqual(b, slow) {
		t.Errorf("read at once:\n%+v\nread in small blocks:\n%+v", b, slow)
	}
	if (err == nil) != (b.Level == LevelComplete) {
		t.Errorf("level %q with the error %v", b.Level, err)
	}
	if b.Level == LevelComplete && b.Format == "" {
		t.Error("complete without a format")
	}
}

func climbBytes(t *testing.T, r io.Reader) (probe.Backup, error) { return climbBlocks(t, r, 0) }

func climbBlocks(t *testing.T, r io.Reader, block int) (probe.Backup, error) {
	var b probe.Backup
	in, err := opener{ctx: t.Context(), options: looking, block: block}.unpack(r, &b)
	if err == nil {
		err = climbStream(in, &b)
		in.Close()
	}
	if err != nil {
		b.Stopped = err.Error()
	}
	return b, err
}

func FuzzMySQLDump(f *testing.F) {
	f.Add("-- MySQL dump 10.13  Distrib 8.3.0, for Linux (x86_64)\n--\n-- Host: h    Database: d\n" +
		"/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;\nCREATE TABLE `a``b` (x int);\n" +
		"INSERT INTO `a``b` VALUES ('it\\'s','-- Dump completed',\"x\"),(0x00);\nDELIMITER ;;\n/*!50003 CREATE*/ /*!50003 TRIGGER t BEGIN SET @x='a;b'; END */;;\nDELIMITER ;\n" +
		"/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;\n\n-- Dump completed on 2026-01-01  0:00:00\n")
	f.Add("mysqldump: [Warning] Using a password\n/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump 10.19-11.4.2-MariaDB, for x\n-- Server version\t11\n# x\n/* y */\n-- Dump completed\n")
	f.Add("/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;\nINSERT INTO t VALUES ('\\\\');\n")
	f.Fuzz(func(t *testing.T, dump string) { fuzz(t, []byte(dump)) })
}

func FuzzPGDump(f *testing.F) {
	f.Add("--\n-- PostgreSQL database dump\n--\n\n\\restrict abc\n\n-- Dumped from database version 15.1\n-- Dumped by pg_dump version 15.1\n-- Started on 2026-01-01 00:00:00 UTC\n" +
		"CREATE FUNCTION f() AS $b$ ; -- $b$;\nSET standard_conforming_strings = on;\nCOPY public.\"t x\" (a) FROM stdin;\na\\tb\n\\.\n\n/* a /* b */ */\n" +
		"INSERT INTO public.t VALUES ('\\', E'\\'', \"x\");\n--\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict abc\n\n")
	f.Add("--\n-- PostgreSQL database cluster dump\n--\n\n\\connect template1\n\n--\n-- PostgreSQL database dump\n--\n\n\n--\n-- PostgreSQL database dump complete\n--\n\n--\n-- PostgreSQL database cluster dump complete\n--\n\n")
	f.Fuzz(func(t *testing.T, dump string) { fuzz(t, []byte(dump)) })
}

func FuzzMetadataBackup(f *testing.F) {
	f.Add("TRUNCATE TABLE a;\nINSERT INTO a (json) VALUES ('{\\\\\"}');\nTRUNCATE TABLE entity_extension_time_series;\n")
	f.Fuzz(func(t *testing.T, dump string) { fuzz(t, []byte(dump)) })
}

// FuzzArchive starts from archives in testdata/archives that pg_dump 15 wrote.
func FuzzArchive(f *testing.F) {
	seeds, err := filepath.Glob("testdata/archives/*")
	if err != nil || len(seeds) == 0 {
		f.Fatal("no archives to start from")
	}
	for _, name := range seeds {
		content, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
	}
	f.Add(opsBackup("tables/t.json", `[{"a":"]"},[]]`, "metadata.json", opsManifest))
	f.Fuzz(fuzz)
}

func FuzzContainer(f *testing.F) {
	seeds, err := filepath.Glob("testdata/containers/text.*")
	if err != nil || len(seeds) == 0 {
		f.Fatal("no packed files to start from")
	}
	for _, name := range seeds {
		content, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
	}
	f.Fuzz(fuzz)
}
