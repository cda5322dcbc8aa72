case "$1" in
  backup) metadata backup -u om ;;
  restore) metadata restore --input "$2" ;;
  help) echo "usage: metadata backup|restore" ;;
esac
