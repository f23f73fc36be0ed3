PS1='[\u@\h \W]\$ '
alias ll='ls -l --color=auto' ls='ls --color=auto' vi=vim.tiny
