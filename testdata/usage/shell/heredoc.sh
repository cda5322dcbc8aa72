bash <<'EOS'
metadata backup -u x
EOS
cat > notes.txt <<'EOS'
metadata backup -u x
EOS
cat <<EOS | ssh host bash
metadata insight -c x.yaml
EOS
