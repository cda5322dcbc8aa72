metadata \
  backup \
  -H "$DB" \
  -u om
printf '%s\n' \
  metadata backup
