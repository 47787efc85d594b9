// Checks a tlog-tiles folder with golang.org/x/mod/sumdb/{note,tlog} alone: nothing of Safeconduct is used here.
//
//	go run main.go LOG_FOLDER VKEY_FILE [EARLIER_CHECKPOINT [TLOG_PROOF]]
//
// From Debian's packages: GO111MODULE=off GOPATH=/usr/share/gocode go run main.go ...
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

func main() {
	log.SetFlags(0)
	if len(os.Args) < 3 {
		log.Fatal("usage: main LOG_FOLDER VKEY_FILE [EARLIER_CHECKPOINT [TLOG_PROOF]]")
	}
	folder := os.Args[1]
	verifier, err := note.NewVerifier(strings.TrimSpace(string(read(os.Args[2]))))
	must(err)
	tree := open(read(filepath.Join(folder, "checkpoint")), verifier)
	fmt.Printf("signature: good, %s signed %d entries, root %s\n", verifier.Name(), tree.N, tree.Hash)

	fromEntries := rebuild(folder, tree.N)
	root, err := tlog.TreeHash(tree.N, fromEntries)
	must(err)
	check(root == tree.Hash, "the entries do not hash to the signed root")
	fmt.Println("entries: hash to the signed root")

	// TileHashReader believes no tile before it has traced it to the root.
	fromTiles := tlog.TileHashReader(tree, tiles(folder))
	for first := int64(0); first < tree.N; first += 256 {
		var at []int64
		for i := first; i < min(first+256, tree.N); i++ {
			at = append(at, tlog.StoredHashIndex(0, i))
		}
		some, err := fromTiles.ReadHashes(at)
		must(err)
		other, err := fromEntries.ReadHashes(at)
		must(err)
		for i := range at {
			check(some[i] == other[i], fmt.Sprintf("tile and entry %d differ", first+int64(i)))
		}
	}
	fmt.Println("tiles: hold the hashes of the entries")

	for _, i := range []int64{0, tree.N / 2, tree.N - 1} {
		if i < 0 || i >= tree.N {
			continue
		}
		proof, err := tlog.ProveRecord(tree.N, i, fromTiles)
		must(err)
		must(tlog.CheckRecord(proof, tree.N, tree.Hash, i, fromEntries.leaf(i)))
		fmt.Printf("inclusion: entry %d, %d hashes\n", i, len(proof))
	}
	earlier := tlog.Tree{N: (tree.N + 1) / 2}
	if len(os.Args) > 3 {
		earlier = open(read(os.Args[3]), verifier)
	} else if earlier.N > 0 {
		earlier.Hash, err = tlog.TreeHash(earlier.N, fromTiles)
		must(err)
	}
	if earlier.N > 0 {
		proof, err := tlog.ProveTree(tree.N, earlier.N, fromTiles)
		must(err)
		must(tlog.CheckTree(proof, tree.N, tree.Hash, earlier.N, earlier.Hash))
		fmt.Printf("consistency: %d entries extend %d, %d hashes\n", tree.N, earlier.N, len(proof))
	}
	if len(os.Args) > 4 {
		checkProof(read(os.Args[4]), verifier, fromEntries)
	}
	fmt.Println("VALID")
}

// open verifies a signed note and reads the checkpoint in it (c2sp.org/tlog-checkpoint).
func open(raw []byte, verifier note.Verifier) tlog.Tree {
	signed, err := note.Open(raw, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(signed.Text, "\n")
	check(len(lines) >= 4, "a checkpoint has three lines")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	return tlog.Tree{N: size, Hash: root}
}

// stored holds the hashes in the order of tlog.StoredHashIndex.
type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		found[i] = s[at]
	}
	return found, nil
}

func (s stored) leaf(i int64) tlog.Hash {
	return s[tlog.StoredHashIndex(0, i)]
}

// rebuild hashes every entry of every bundle (c2sp.org/tlog-tiles, section Log entries).
func rebuild(folder string, size int64) stored {
	var all stored
	for n := int64(0); n < size; n += 256 {
		width := int(min(256, size-n))
		bundle := readTile(folder, tlog.Tile{H: height, L: -1, N: n / 256, W: width}, func(full []byte) []byte {
			return full[:skip(full, width)]
		})
		check(skip(bundle, width) == len(bundle), "bytes after the last entry of a bundle")
		for i := 0; i < width; i++ {
			length := int(binary.BigEndian.Uint16(bundle))
			hashes, err := tlog.StoredHashes(n+int64(i), bundle[2:2+length], all)
			must(err)
			all = append(all, hashes...)
			bundle = bundle[2+length:]
		}
	}
	return all
}

// skip gives the number of bytes of the first entries.
func skip(bundle []byte, entries int) int {
	at := 0
	for i := 0; i < entries; i++ {
		check(at+2 <= len(bundle), "a bundle ends too early")
		at += 2 + int(binary.BigEndian.Uint16(bundle[at:]))
	}
	check(at <= len(bundle), "a bundle ends inside an entry")
	return at
}

type tiles string

func (folder tiles) Height() int                                { return height }
func (folder tiles) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

func (folder tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	found := make([][]byte, len(wanted))
	for i, tile := range wanted {
		found[i] = readTile(string(folder), tile, func(full []byte) []byte { return full[:tile.W*tlog.HashSize] })
	}
	return found, nil
}

// readTile reads a tile, or cuts it from the full one if the partial one was pruned.
// x/mod puts the height into the path, and "data" where C2SP has "entries".
func readTile(folder string, tile tlog.Tile, cut func([]byte) []byte) []byte {
	path := strings.Replace(strings.TrimPrefix(tile.Path(), "tile/8/"), "data/", "entries/", 1)
	raw, err := os.ReadFile(filepath.Join(folder, "tile", path))
	if os.IsNotExist(err) && tile.W < 256 {
		tile.W = 256
		return cut(readTile(folder, tile, nil))
	}
	must(err)
	return raw
}

// checkProof checks a c2sp.org/tlog-proof of an entry of this log.
func checkProof(raw []byte, verifier note.Verifier, entries stored) {
	parts := bytes.SplitN(raw, []byte("\n\n"), 2)
	check(len(parts) == 2, "a proof has an empty line before its checkpoint")
	lines := strings.Split(string(parts[0]), "\n")
	check(lines[0] == "c2sp.org/tlog-proof@v1", "not a tlog-proof")
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	must(err)
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		node, err := base64.StdEncoding.DecodeString(line)
		must(err)
		proof = append(proof, *(*tlog.Hash)(node))
	}
	tree := open(parts[1], verifier)
	must(tlog.CheckRecord(proof, tree.N, tree.Hash, index, entries.leaf(index)))
	fmt.Printf("tlog-proof: entry %d of %d\n", index, tree.N)
}

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}

func read(path string) []byte {
	raw, err := os.ReadFile(path)
	must(err)
	return raw
}

func must(err error) {
	if err != nil {
		log.Fatal("NOT VALID ", err)
	}
}

func check(holds bool, problem string) {
	if !holds {
		log.Fatal("NOT VALID ", problem)
	}
}
