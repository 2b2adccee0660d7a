/** What is ticked of a list after one box was changed, in the order of the list. @param {readonly string[]} ticked @param {string} id of the box
 * @param {boolean} isOn @param {readonly { id: string }[]} order */
export const ticked = (ticked, id, isOn, order) => order.map((one) => one.id).filter((other) => (other === id ? isOn : ticked.includes(other)));
