// One more entry cuts off whatever "forward" would still lead to.
history.pushState(null, '', '#1')
