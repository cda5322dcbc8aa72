mkdir -p metadata/backup
cp -r metadata backup
tar czf metadata.tgz metadata backup
git add metadata backup
./metadata/backup.sh
grep -r "metadata backup" .
awk '/metadata backup/ {print}' log
sed -i 's/metadata backup/mysqldump/' *.sh
terraform metadata functions
