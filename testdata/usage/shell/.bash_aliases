alias omb='docker exec ing metadata backup'
alias ll='ls -la'
